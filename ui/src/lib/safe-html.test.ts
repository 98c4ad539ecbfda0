// @vitest-environment jsdom
import { expect, test } from "vitest";
import { safeHtml } from "./safe-html";

const made = (markdown: string) => {
  const holder = document.createElement("div");
  holder.innerHTML = safeHtml(markdown);
  return holder;
};

test.each([
  '<svg><image href="https://evil.example/a.png"></image></svg>',
  '<svg><filter id="f"><feImage href="https://evil.example/a.png"/></filter></svg>',
  '<svg><rect fill="url(https://evil.example/a.svg#x)" /></svg>',
  '<table background="https://evil.example/a.png"><tr><td background="https://evil.example/a.png">x</td></tr></table>',
  '<div style="background: url(https://evil.example/a.png)">x</div><style>@import "https://evil.example/a.css";</style>',
  '<img srcset="https://evil.example/a.png 2x"><picture><source srcset="https://evil.example/a.png"></picture>',
  '<video poster="https://evil.example/a.png"></video><audio src="https://evil.example/a.mp3"></audio>',
  '<iframe src="https://evil.example"></iframe><object data="https://evil.example"></object><embed src="https://evil.example">',
  '<link rel="stylesheet" href="https://evil.example/a.css"><base href="https://evil.example"><math href="https://evil.example">',
  '<body background="https://evil.example/a.png"><input type="image" src="https://evil.example/a.png">',
])("nothing of another host is loaded: %s", (markdown) => {
  expect(safeHtml(markdown)).not.toContain("evil.example");
});

test.each([
  '<div class="fixed inset-0 z-50">Sign in</div>',
  '<form action="/x"><button>Sign in</button><select><option>a</option></select><textarea>b</textarea></form>',
  '<dialog open>Sign in</dialog><p id="root" name="location" data-row="1" role="alert" tabindex="0" popover>x</p>',
])("nothing can stand in for the page: %s", (markdown) => {
  const holder = made(markdown);
  expect(holder.querySelector("form, button, select, option, textarea, input, dialog")).toBeNull();
  for (const one of holder.querySelectorAll("*")) expect(one.getAttributeNames()).toEqual([]);
});

test("remote images are links, images of their own stay, and links open elsewhere", () => {
  const holder = made(
    "![a chart](https://example.com/a.png) ![dot](data:image/png;base64,AA==) [![badge](/b.svg)](https://ci.example)",
  );
  const [chart, badge] = holder.querySelectorAll("a");
  expect(chart?.outerHTML).toBe('<a href="https://example.com/a.png" rel="noreferrer noopener" target="_blank">a chart</a>');
  expect([badge?.getAttribute("href"), badge?.textContent]).toEqual(["https://ci.example", "badge"]);
  expect([...holder.querySelectorAll("img")].map((image) => image.getAttribute("src"))).toEqual(["data:image/png;base64,AA=="]);
});

test("a link cannot run a script, whether it is one or was an image", () => {
  expect(safeHtml("[x](javascript:alert(1)) ![y](javascript:alert(1)) <a href='java\tscript:alert(1)'>z</a>")).not.toContain(
    "script:",
  );
});

test("what Markdown is for comes through", () => {
  const html = safeHtml("# Orders\n\n| a | b |\n|:-:|--:|\n| **1** | `2` |\n\n3. three\n\n> quoted ~~gone~~");
  for (const part of ["<h1>Orders</h1>", '<th align="center">', "<strong>1</strong>", '<ol start="3">', "<blockquote>", "<del>"])
    expect(html).toContain(part);
});
