//! Which format a scrape asks for, by its `Accept` header (RFC 9110, 12.5.1). Prometheus sends something like
//! `application/openmetrics-text;version=1.0.0;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1`.

use super::Format;

/// What one element of the header says.
struct Wish<'h> {
    media_type: &'h str,
    version: Option<&'h str>,
    quality: f32,
}

/// The format that a header prefers.
pub(super) fn preferred(header: &str) -> Format {
    let mut best = (Format::Text, 0.0);
    for wish in header.split(',').map(wish) {
        if let Some(format) = format(&wish)
            && wish.quality > best.1
        {
            best = (format, wish.quality);
        }
    }
    best.0
}

fn wish(element: &str) -> Wish<'_> {
    let mut parts = element.split(';').map(str::trim);
    let media_type = parts.next().unwrap_or_default();
    let parameters: Vec<(&str, &str)> = parts.filter_map(|parameter| parameter.split_once('=')).collect();
    let parameter = |wanted: &str| {
        parameters.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| *value)
    };
    let quality = parameter("q").map_or(1.0, |text| text.parse().unwrap_or(0.0));
    Wish { media_type, version: parameter("version"), quality }
}

/// The format that an element means, if we have it.
fn format(wish: &Wish<'_>) -> Option<Format> {
    match (wish.media_type.to_ascii_lowercase().as_str(), wish.version) {
        // Version 0.0.1 was the draft; what we write is valid in both.
        ("application/openmetrics-text", None | Some("1.0.0" | "0.0.1")) => Some(Format::OpenMetrics),
        ("text/plain", None | Some("0.0.4")) | ("*/*" | "text/*", _) => Some(Format::Text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_preferred_format_is_taken() {
        let prometheus_2 = "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";
        let prometheus_3 = "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1";
        let protobuf_first = "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited,text/plain;version=0.0.4;q=0.3,*/*;q=0.1";
        for (header, wanted) in [
            (prometheus_2, Format::OpenMetrics),
            (prometheus_3, Format::OpenMetrics),
            (protobuf_first, Format::Text),
            ("", Format::Text),
            ("*/*", Format::Text),
            ("text/html,application/xhtml+xml,*/*;q=0.8", Format::Text),
            ("application/json", Format::Text),
            ("application/openmetrics-text", Format::OpenMetrics),
            ("Application/OpenMetrics-Text; Version=1.0.0; Q=1", Format::OpenMetrics),
            ("application/openmetrics-text;version=9.9.9", Format::Text),
            ("application/openmetrics-text;q=0", Format::Text),
            ("text/plain;q=0.9,application/openmetrics-text;q=0.1", Format::Text),
        ] {
            assert_eq!(preferred(header), wanted, "{header}");
        }
    }
}
