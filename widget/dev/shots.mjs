/** Draws the pages at phone and desktop size: `node dev/shots.mjs OUT [name…]`, against dev/fake.mjs or a real server. */
import { mkdir } from "node:fs/promises";
import { chromium } from "playwright-core";

const [out = "/tmp/shots", ...only] = process.argv.slice(2);
const base = process.env.BASE ?? "http://127.0.0.1:8765";
const token = (user) => `x.${Buffer.from(JSON.stringify({ sub: user })).toString("base64url")}.x`;
const link = (user, view, more = "", room = "order-1042") =>
  `${base}/r/#t=${token(user)}&room=${room}&view=${view}${more}`;
const PHONE = { width: 390, height: 844 };
const WIDE = { width: 1180, height: 760 };

const SHOTS = [
  { name: "customer-phone", url: link("ann", "customer"), size: PHONE },
  {
    name: "customer-seen",
    url: link("ann", "customer"),
    size: PHONE,
    act: (page) => page.locator(".pips button").last().click(),
  },
  { name: "customer-dark", url: link("ann", "customer", "&theme=dark"), size: PHONE },
  { name: "customer-ja", url: link("ann", "customer", "&lang=ja"), size: PHONE },
  { name: "customer-wide", url: link("ann", "customer"), size: WIDE },
  {
    name: "customer-help",
    url: link("ann", "customer"),
    size: PHONE,
    act: (page) => page.locator(".help-button").click(),
  },
  { name: "customer-empty", url: link("ann", "customer", "", "order-1"), size: PHONE },
  { name: "driver-phone", url: link("ken", "driver", "&theme=dark"), size: PHONE },
  { name: "driver-ja", url: link("ken", "driver", "&theme=dark&lang=ja"), size: { width: 360, height: 640 } },
  { name: "merchant-tablet", url: link("sakura", "merchant"), size: { width: 1024, height: 768 } },
  { name: "agent-wide", url: link("mei", "agent"), size: WIDE },
  { name: "agent-note", url: link("mei", "agent"), size: WIDE, act: note },
  { name: "agent-crowd", url: link("mei", "agent", "", "area-7"), size: WIDE },
  {
    name: "menu",
    url: link("ann", "customer"),
    size: PHONE,
    act: (page) => page.locator(".msg.mine .actions button").last().click(),
  },
  { name: "reply", url: link("ann", "customer"), size: PHONE, act: reply },
  { name: "new-below", url: link("ann", "customer"), size: PHONE, act: newBelow },
  {
    name: "pseudo-rtl",
    url: link("ann", "customer"),
    size: PHONE,
    act: (page) => page.evaluate("document.documentElement.dir = 'rtl'"),
  },
  { name: "gone", url: link("ann", "customer", "", "nowhere"), size: PHONE },
  { name: "shop", url: `${base}/shop`, size: WIDE, act: openWidget },
  { name: "inline", url: `${base}/inline`, size: { width: 480, height: 720 } },
  { name: "shop-phone", url: `${base}/shop`, size: PHONE, act: openWidget },
];

async function note(page) {
  await page.locator(".audience-choice.is-staff input").click();
  await page.locator("textarea").fill("Coupon sent.");
}

async function reply(page) {
  await page.locator(".msg.theirs .actions button").last().click();
  await page.locator(".menu-item").first().click();
  await page.locator("textarea").fill("Take your time.");
}

async function newBelow(page) {
  await page.locator(".timeline").evaluate((node) => node.scrollTo(0, 0));
  const other = await page.context().newPage();
  await other.goto(link("ken", "driver"));
  await other.locator("textarea").fill("Two minutes.");
  await other.keyboard.press("Enter");
  await other.waitForTimeout(300);
  await page.bringToFront();
  await page.waitForTimeout(300);
}

async function openWidget(page) {
  await page.locator(".launcher").click();
  await page.locator(".msg").first().waitFor();
  await page.waitForTimeout(400);
}

await mkdir(out, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
for (const { name, url, size, act } of SHOTS.filter(
  (shot) => only.length === 0 || only.includes(shot.name),
)) {
  const context = await browser.newContext({
    viewport: size,
    deviceScaleFactor: 1,
    hasTouch: size.width < 600,
    colorScheme: "light",
  });
  const page = await context.newPage();
  page.on("console", (said) => said.type() === "error" && console.log(`${name}: ${said.text()}`));
  page.on("pageerror", (problem) => console.log(`${name}: ${problem.stack}`));
  await page.goto(url);
  await page
    .locator(".msg, .gone, .launcher, .empty")
    .first()
    .waitFor({ timeout: 5_000 })
    .catch(() => console.log(`${name}: nothing came`));
  await page.waitForTimeout(500);
  if (act) await act(page).catch((problem) => console.log(`${name}: ${problem.message}`));
  await page.waitForTimeout(300);
  await page.screenshot({ path: `${out}/${name}.png` });
  await context.close();
}
await browser.close();
