/** `1,234`, `12.3k`, `4.5M`: for places where a few digits do. */
export function compact(value: number): string {
  if (!Number.isFinite(value)) return "–";
  const abs = Math.abs(value);
  if (abs >= 1e9) return `${trim(value / 1e9)}G`;
  if (abs >= 1e6) return `${trim(value / 1e6)}M`;
  if (abs >= 1e4) return `${trim(value / 1e3)}k`;
  return Number.isInteger(value) ? value.toLocaleString("en") : String(Number(value.toPrecision(4)));
}

const trim = (value: number) => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(1).replace(/\.0$/, ""));

/** A share as `99.2%`; what is not quite all never reads as all. */
export function percent(share: number | null | undefined): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return "–";
  if (share === 1) return "100%";
  if (share > 0.999) return `${(Math.floor(share * 10000) / 100).toFixed(2)}%`;
  return `${(share * 100).toFixed(share > 0.995 || share < 0.1 ? 1 : share >= 0.9 ? 1 : 0)}%`;
}

export const plural = (count: number, one: string, many = `${one}s`) => `${compact(count)} ${count === 1 ? one : many}`;

/** The value at a share of the way through sorted values, between neighbours where it falls between them. */
export function quantile(sorted: readonly number[], share: number): number | undefined {
  if (!sorted.length) return undefined;
  const place = share * (sorted.length - 1);
  const low = sorted[Math.floor(place)] ?? 0;
  const high = sorted[Math.ceil(place)] ?? low;
  return low + (high - low) * (place - Math.floor(place));
}

/** Bytes as `1.2 GB`: by thousands, as disks are sold. */
export function bytes(count: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let [value, at] = [count, 0];
  while (value >= 999.5 && at < units.length - 1) {
    value /= 1000;
    at += 1;
  }
  return `${Number(value.toPrecision(3))} ${units[at]}`;
}
