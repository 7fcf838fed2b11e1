/** A note of the staff lane, with the colleagues apart whom it names. */
import { describe, expect, it } from "vitest";
import { mentionsApart } from "../../src/desk/room/completing";

describe("a note that names colleagues", () => {
  const pieces = (text: string): string =>
    mentionsApart(text, [
      { user: "s_1", name: "Mika" },
      { user: "s_2", name: "Mika Ito" },
      { user: "s_3", name: "" },
    ])
      .map((piece) => (typeof piece === "string" ? piece : `[${piece.user} ${piece.text}]`))
      .join("|");
  it.each([
    ["@Mika Ito, and @Mika", "[s_2 @Mika Ito]|, and |[s_1 @Mika]"],
    ["ask ＠Mika", "ask |[s_1 ＠Mika]"],
    ["@@Mika", "@|[s_1 @Mika]"],
    ["mail me@home, @Bob", "mail me@home, @Bob"],
    ["", ""],
  ])("%s", (text, told) => expect(pieces(text)).toBe(told));
});
