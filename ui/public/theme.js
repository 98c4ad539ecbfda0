// Before the first paint, or a dark page would flash white.
(() => {
  const wished = localStorage.getItem("weir.theme");
  const dark = wished ? wished === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
