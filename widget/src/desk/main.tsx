/** The workspace's page at /desk/: who has no session gets in here, who has one starts here. */
import { effect } from "@preact/signals-core";
import { render } from "preact";
import { loadWords } from "../ui/language";
import { chooseLang, type Words } from "../ui/words";
import { Away, DeadLink, Nobody, SetPassword, SignIn } from "./door";
import { placeIn } from "./route";
import { Desk, type Screen } from "./screen";
import { Workspace } from "./workspace";

/** What the address says after `#`: where one is stays there, a link's secret does not. */
function takeFragment(): URLSearchParams {
  const said = new URLSearchParams(location.hash.slice(1));
  const place = placeIn(location.hash);
  if (location.hash)
    history.replaceState(null, "", location.pathname + location.search + (place && `#${place}`));
  return said;
}

function drawn(screen: Screen, desk: Desk, words: Words) {
  switch (screen.at) {
    case "nobody":
      return <Nobody words={words} again={() => desk.enter(null)} />;
    case "sign-in":
      return <SignIn key="sign-in" desk={desk} words={words} ended={screen.ended ?? false} />;
    case "link":
      return <SetPassword desk={desk} words={words} secret={screen.secret} look={screen.look} />;
    case "dead-link":
      return <DeadLink words={words} code={screen.code} go={() => desk.enter(null)} />;
    case "away":
      return <Away words={words} again={() => location.reload()} />;
    case "home":
      return <Workspace key={screen.me.session} desk={desk} words={words} me={screen.me} />;
  }
}

async function begin(): Promise<void> {
  const root = document.getElementById("desk");
  if (!root) return;
  // A link that is pasted into an open page is a link, too.
  addEventListener("hashchange", () => location.hash.includes("link=") && location.reload());
  const said = takeFragment();
  const lang = chooseLang([said.get("lang"), ...navigator.languages]);
  document.documentElement.lang = lang;
  const theme = said.get("theme");
  if (theme) document.body.dataset.theme = theme === "dark" ? "dark" : "light";
  const desk = new Desk();
  const entering = desk.enter(said.get("link"));
  const words = await loadWords(lang, import.meta.url);
  await entering;
  document.title = words.t("desk_title");
  effect(() => {
    const screen = desk.screen.value;
    if (screen) render(drawn(screen, desk, words), root);
  });
}

begin();
