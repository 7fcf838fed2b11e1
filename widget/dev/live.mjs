/** Four people in one order on a running server, drawn: `BASE=… KEY=… node dev/live.mjs OUT`. */
import { mkdir } from "node:fs/promises";
import { chromium } from "playwright-core";

const out = process.argv[2] ?? "/tmp/live";
const base = process.env.BASE ?? "http://127.0.0.1:8000";
const room = `order-${Date.now()}`;

async function api(path, body, method = "POST") {
  const answer = await fetch(base + path, {
    method,
    headers: { authorization: `Bearer ${process.env.KEY}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${JSON.stringify(said)}`);
  return said;
}

const cast = [
  { user: "ann", role: "customer", name: "Ann" },
  { user: "ken", role: "driver", name: "Ken" },
  { user: "sakura", role: "merchant", name: "Sakura Diner" },
  { user: "mei", role: "agent", name: "Mei" },
];
const SIZES = {
  driver: { width: 390, height: 844 },
  customer: { width: 390, height: 844 },
  merchant: { width: 900, height: 760 },
  agent: { width: 1180, height: 760 },
};

await mkdir(out, { recursive: true });
await api("/v1/rooms", {
  id: room,
  kind: "order",
  subject: "Order 1042",
  metadata: { crm: "77" },
  participants: cast,
  facts: [
    {
      key: "eta",
      label: "Arrives",
      kind: "time",
      value: "19:40",
      roles: ["customer", "driver", "merchant"],
      until: "lock",
    },
    {
      key: "addr",
      label: "Drop-off",
      kind: "address",
      value: "3-12-8 Sakura, Setagaya",
      roles: ["driver"],
      until: "lock",
    },
    { key: "tel", label: "Ann", kind: "phone", value: "+819012345678", roles: ["driver"], until: "lock" },
  ],
});

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
const pages = {};
for (const who of cast) {
  const { token } = await api("/v1/tokens", who);
  const context = await browser.newContext({ viewport: SIZES[who.role], colorScheme: "light" });
  const page = await context.newPage();
  page.on(
    "console",
    (said) => ["error", "warning"].includes(said.type()) && console.log(`${who.user}: ${said.text()}`),
  );
  page.on("pageerror", (problem) => console.log(`${who.user}: ${problem.stack}`));
  await page.goto(
    `${base}/r/#t=${token}&room=${room}&view=${who.role}${who.role === "driver" ? "&theme=dark" : ""}`,
  );
  await page
    .locator("textarea, .no-write")
    .first()
    .waitFor({ timeout: 5_000 })
    .catch(() => console.log(`${who.user}: no composer`));
  pages[who.user] = page;
}

const say = async (user, text) => {
  const page = pages[user];
  await page.bringToFront();
  await page.locator("textarea").fill(text);
  await page.keyboard.press("Enter");
  await page.locator(".bubble", { hasText: text }).last().waitFor();
};
const shot = async (name) => {
  for (const [user, page] of Object.entries(pages))
    await page.screenshot({ path: `${out}/${name}-${user}.png` });
};

await say("ann", "Where are you?");
await pages.ken.bringToFront();
await pages.ken.locator(".phrase").first().click();
await api(`/v1/rooms/${room}/activity`, { type: "picked_up" });
await say("ken", "Stuck in traffic, ten more minutes.");
await say("ann", "No hurry.");
await pages.mei.bringToFront();
await pages.mei.locator(".audience-choice.is-staff input").click();
await say("mei", "Third late order today.");
await pages.ann.bringToFront();
await pages.ann.locator(".help-button").click();
await pages.ann.locator(".sheet .primary").click();
await pages.ken.locator("textarea").pressSequentially("I am ", { delay: 20 });
await pages.ann.waitForTimeout(900);
await shot("talk");
await pages.ann.locator(".pips button").last().click();
await pages.ann.screenshot({ path: `${out}/seen-ann.png` });
const leaked = await pages.ann.locator("text=Third late order").count();
console.log(`the note in the customer's page: ${leaked} times`);
await pages.ann.context().setOffline(true);
await pages.ann.keyboard.press("Escape");
await pages.ann.locator("textarea").fill("From the lift");
await pages.ann.keyboard.press("Enter");
await pages.ann.waitForTimeout(9_500);
await pages.ann.screenshot({ path: `${out}/offline-ann.png` });
await pages.ann.context().setOffline(false);
await pages.ken
  .locator(".bubble", { hasText: "From the lift" })
  .waitFor({ timeout: 8_000 })
  .then(
    () => console.log("the lift message arrived"),
    () => console.log("the lift message is missing"),
  );
await pages.ken.context().setOffline(true);
await pages.ken.bringToFront();
await pages.ken.locator("textarea").fill("I am at the door");
await pages.ken.keyboard.press("Enter");
await pages.ken.waitForTimeout(1_500);
await pages.ken.screenshot({ path: `${out}/offline-ken.png` });
await api(`/v1/rooms/${room}/swap`, { replaces: "ken", user: "yui", role: "driver", name: "Yui" }).catch(
  (problem) => console.log(problem.message),
);
await pages.ken.context().setOffline(false);
await pages.ken.waitForTimeout(1_500);
await shot("swap");
await pages.ann.reload();
await pages.ann.locator(".msg").first().waitFor();
await pages.ann.waitForTimeout(400);
console.log(`bubbles after reload: ${await pages.ann.locator(".msg").count()}`);
await shot("end");
await browser.close();
