/** What stands beside an act in the audit log, in words: roles, kinds, nouns, fields, scopes. Names stay as they are. Pure. */
import type { Words } from "../../ui/words";
import { languageName } from "./languages";

export type More = Readonly<Record<string, unknown>>;

type Says = (value: string, words: Words) => string;

const roleText: Says = (value, words) => words.maybe(`role_${value}`, value);

/** "language:ja", "skill:billing". */
const hasText: Says = (value, words) => {
  const [kind, what = value] = value.split(":");
  return kind === "language" ? languageName(what, words) : what;
};

/** By the name under which it was written down; what is not named here is a name, an address, somebody's words. */
const SAYS: Readonly<Record<string, Says>> = {
  role: roleText,
  noun: (value, words) => words.maybe(`set_noun_${value}`, value),
  fields: (value, words) => words.maybe(`set_field_${value}`, value),
  scopes: (value, words) => words.maybe(`set_scope_${value}`, value),
  has: hasText,
  kind: (value, words) => words.maybe(`set_link_${value}`, words.maybe(`inbox_kind_${value}`, value)),
  capacity: (value, words) => words.t("set_audit_takes", { n: value }),
  // Nobody knows a device by its number.
  session: () => "",
};

/** `from` and `to` are roles where a role was changed, names where a name was. */
export function detailsOf(act: string, more: More, words: Words): string {
  const saysOf = (name: string): Says => {
    if (act === "role_changed") return roleText;
    return SAYS[name] ?? ((value) => value);
  };
  const said = Object.entries(more).map(([name, value]) =>
    [value]
      .flat()
      .filter((one) => typeof one === "string" || typeof one === "number")
      .map((one) => saysOf(name)(`${one}`, words))
      .filter(Boolean)
      .join(", "),
  );
  return said.filter(Boolean).join("from" in more ? " → " : " · ");
}
