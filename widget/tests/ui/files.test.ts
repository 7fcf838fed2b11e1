/** Files in a page, as far as no browser is needed: what is chosen, how it is named, what is kept, and the place it has. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Choice, type Chosen } from "../../src/ui/choice";
import { spaceOf } from "../../src/ui/filespace";
import { kindWord, partsOf, sizeText } from "../../src/ui/naming";
import { Pictures, SPARE } from "../../src/ui/pictures";
import { kindOf, LONGEST, type Prepared, targetOf } from "../../src/ui/shrink";

const settle = (): Promise<void> => new Promise((done) => setTimeout(done, 0));
const file = (name: string, size = 3): File => new File(["x".repeat(size)], name);
const names = (all: readonly Chosen[]): string[] => all.map((one) => one.name);

describe("what was chosen", () => {
  const bounds = { bytes: 10, count: 3 };
  const asIs = async (blob: Blob): Promise<Prepared> => ({ blob });
  it("goes in the order chosen, when all of it is ready", async () => {
    const waiting: (() => void)[] = [];
    const slow = (blob: Blob): Promise<Prepared> =>
      new Promise((done) => waiting.push(() => done({ blob: blob.slice(1), width: 4, height: 3 })));
    const choice = new Choice(slow, () => bounds);
    choice.add([file("a.jpg"), file("b.jpg")]);
    const put: string[] = [];
    const carried = choice.carry((one) => put.push(`${one.name} ${one.size}`) > 0);
    expect(await choice.carry(() => true)).toBe(false); // pressed twice
    waiting[1]?.();
    await settle();
    expect(put).toEqual([]);
    waiting[0]?.();
    expect([await carried, put, choice.items.value]).toEqual([true, ["a.jpg 2", "b.jpg 2"], []]);
  });
  it("above what goes at once is left out, and said", () => {
    const choice = new Choice(asIs, () => bounds);
    choice.add(["1", "2", "3", "4", "5"].map((name) => file(name)));
    expect(names(choice.items.value)).toEqual(["1", "2", "3"]);
    expect(choice.refused.value).toMatchObject([{ why: "too_many", name: "4" }]);
  });
  it("too large, once it was made smaller; empty; not to be read: each says so, the others stay", async () => {
    const prepare = async (blob: Blob): Promise<Prepared> => {
      if (blob.size === 7) throw new Error("a folder");
      return { blob: blob.size === 20 ? blob.slice(0, 5) : blob };
    };
    const choice = new Choice(prepare, () => ({ bytes: 10, count: 9 }));
    choice.add([file("large.mov", 11), file("photo.jpg", 20), file("empty", 0), file("folder", 7)]);
    await settle();
    expect(choice.items.value).toMatchObject([{ name: "photo.jpg", size: 5 }]);
    const said = choice.refused.value.map(({ why, name }) => `${name} ${why}`);
    expect(said.sort()).toEqual(["empty empty", "folder unreadable", "large.mov too_large"]);
  });
  it("that the outbox does not take stays, and what was taken does not go twice", async () => {
    const choice = new Choice(asIs, () => bounds);
    choice.add([file("a"), file("b")]);
    expect(await choice.carry((one) => one.name === "a")).toBe(false);
    expect([names(choice.items.value), choice.refused.value[0]?.why]).toEqual([["b"], "full"]);
  });
});

describe("pictures", () => {
  function collection(): { pictures: Pictures; alive: Set<string> } {
    const alive = new Set<string>();
    let last = 0;
    const urls = {
      createObjectURL: () => {
        last += 1;
        alive.add(`blob:${last}`);
        return `blob:${last}`;
      },
      revokeObjectURL: (url: string) => void alive.delete(url),
    };
    return { pictures: new Pictures(urls), alive };
  }
  const blob = async (): Promise<Blob> => new Blob(["x"]);
  it("a bounded number is alive, the latest; what is looked at always is", async () => {
    const { pictures, alive } = collection();
    pictures.look("stays", blob);
    for (let i = 0; i < 60; i += 1) {
      pictures.look(`p${i}`, blob);
      await settle();
      pictures.leave(`p${i}`);
    }
    expect(alive.size).toBe(SPARE + 1);
    expect([pictures.has("stays"), pictures.has("p59"), pictures.has("p0")]).toEqual([true, true, false]);
    pictures.look("p0", blob);
    await settle();
    expect(pictures.now("p0").t).toBe("here");
    pictures.clear();
    expect(alive.size).toBe(0);
  });
  it("gone is not lost: one stays gone, the other is tried again", async () => {
    const { pictures } = collection();
    pictures.look("gone", async () => null);
    pictures.look("lost", async () => Promise.reject(new Error("offline")));
    await settle();
    expect([pictures.now("gone").t, pictures.now("lost").t]).toEqual(["gone", "failed"]);
    pictures.again("lost", blob);
    await settle();
    expect(pictures.now("lost").t).toBe("here");
  });
  it("nothing comes back after all was let go", async () => {
    const { pictures, alive } = collection();
    pictures.look("late", blob);
    pictures.clear();
    await settle();
    expect(alive.size).toBe(0);
  });
});

describe("names", () => {
  it.each([
    ["a very long name of a door.jpg", "a very long name of a ", "door.jpg"],
    ["receipt.pdf", "rec", "eipt.pdf"],
    ["no ending", "no ending", ""],
    [".hidden", ".hidden", ""],
    ["photo\u202egpj.exe", "phot", "ogpj.exe"],
    ["写真.jpeg", "写真", ".jpeg"],
  ])("%s", (name, stem, tail) => expect(partsOf(name).join("|")).toBe(`${stem}|${tail}`));
  it("say their kind", () => {
    expect([kindWord("a.pdf"), kindWord("a"), kindWord("a.tar.gz")]).toEqual(["PDF", "", "GZ"]);
  });
  it.each([
    [0, "0 byte"],
    [187_000, "183 kB"],
    [1_300_000, "1.2 MB"],
    [25 * 2 ** 20, "25 MB"],
    [3 * 2 ** 40, "3,072 GB"],
  ])("%i bytes", (bytes, text) => expect(sizeText(bytes, "en")).toBe(text));
});

describe("the place of a file", () => {
  it.each([
    [{ width: 4000, height: 3000 }, [260, 195]],
    [{ width: 3000, height: 4000 }, [240, 320]],
    [{ width: 1, height: 9000 }, [96, 192]],
    [{ width: 9000, height: 1 }, [260, 118]],
    [{}, [260, 56]],
  ])("%j", (shape, place) => expect(spaceOf(shape)).toEqual(place));
  it("of many is a square", () => expect(spaceOf({ width: 30, height: 40 }, true)).toEqual([108, 108]));
});

describe("making pictures smaller", () => {
  it.each([
    [4000, 3000, 9e6, [2048, 1536]],
    [100, 9000, 9, [23, 2048]],
    [9000, 1, 9, [2048, 1]],
    [2000, 1000, 2e6, [2000, 1000]],
    [2000, 1000, 2e5, null],
  ])("%i × %i of %d bytes", (width, height, bytes, target) => {
    expect(targetOf(width, height, bytes)).toEqual(target);
    for (const side of targetOf(width, height, bytes) ?? []) expect(side).toBeLessThanOrEqual(LONGEST);
  });
  it.each([
    ["\xff\xd8\xff\xe0", "jpeg"],
    ["\x89PNG\r\n\x1a\n....IHDR", "png"],
    ["\x89PNG\r\n\x1a\n....acTL", "moving"],
    ["RIFF....WEBPVP8X........ANIM", "moving"],
    ["RIFF....WEBPVP8 ", "webp"],
    ["GIF89a", "gif"],
    ["<svg xmlns", null],
    ["<html>", null],
    ["", null],
  ])("%j is %s", (head, kind) =>
    expect(kindOf(Uint8Array.from(head, (char) => char.charCodeAt(0)))).toBe(kind),
  );
});

it("what only files need is not in the page's first bytes", () => {
  const firsts = ["attach", "composer", "bubble", "filespace", "roomview", "textbody"];
  const lazy = readdirSync("src/ui").filter((name) =>
    /^(tray|viewer|fileview|shrink|choice|links)\./.test(name),
  );
  for (const name of firsts) {
    const text = readFileSync(`src/ui/${name}.tsx`, "utf8");
    for (const part of lazy) expect(text).not.toContain(`from "./${part.replace(/\.\w+$/, "")}"`);
  }
});
