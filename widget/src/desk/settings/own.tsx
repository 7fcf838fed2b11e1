/** What is one's own: the password, and where one is signed in. */
import type { JSX } from "preact";
import type { Me } from "../calls";
import { Devices } from "../devices";
import { Card, type Fields, Form, Line, type Parts } from "./form";

const LEAST = 12;

export function OwnSection({ desk, words, me }: Parts & { me: Me }): JSX.Element {
  const save = (fields: Fields) => {
    const { current = "", password = "" } = fields;
    if ([...password].length < LEAST) return words.t("desk_password_short");
    return { method: "PUT", path: "/v1/desk/password", body: { current, password } };
  };
  return (
    <>
      <Card id="password" title={words.t("set_password")} text={words.t("set_password_text")}>
        <Form
          desk={desk}
          words={words}
          bad={words.t("desk_password_common")}
          refused={words.t("set_password_wrong")}
          action={words.t("set_password_go")}
          save={save}
        >
          <input type="hidden" autocomplete="username" defaultValue={me.email} />
          <Line
            id="current"
            label={words.t("set_password_current")}
            type="password"
            autocomplete="current-password"
          />
          <Line
            id="password"
            label={words.t("desk_password_new")}
            type="password"
            autocomplete="new-password"
            note={words.t("desk_password_rule")}
          />
        </Form>
      </Card>
      <Devices desk={desk} words={words} />
    </>
  );
}
