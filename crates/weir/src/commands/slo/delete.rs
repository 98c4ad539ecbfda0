//! `weir slo delete`.

use anyhow::bail;
use clap::Args;
use reqwest::Method;
use serde_json::Value;

use super::named;
use crate::{client::ServerArgs, output::Output};

#[derive(Debug, Args)]
pub(crate) struct Delete {
    /// The objective's name or id.
    slo: String,
    #[command(flatten)]
    server: ServerArgs,
}

impl Delete {
    pub(crate) async fn run(self, output: Output) -> anyhow::Result<()> {
        let client = self.server.client()?;
        let slo = named(&client, &self.slo).await?;
        let (status, answer) =
            client.send(Method::DELETE, &format!("/slos/{}", slo.id), None::<&Value>).await?;
        if !status.is_success() {
            bail!("the server answered {status}: {}", String::from_utf8_lossy(&answer));
        }
        Ok(output.line(format_args!("{} is deleted", slo.spec.name))?)
    }
}
