/** Where somebody is signed in; each can be signed out from here. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Words } from "../ui/words";
import { call, type Device } from "./calls";
import type { Desk } from "./screen";

export function Devices({ desk, words }: { desk: Desk; words: Words }): JSX.Element {
  const [devices, setDevices] = useState<readonly Device[] | null>(null);
  const [failed, setFailed] = useState(false);
  const load = async () => {
    const told = await desk.attempt(() => call<{ sessions: Device[] }>("GET", "/v1/desk/sessions"));
    setFailed(typeof told === "string");
    if (typeof told !== "string") setDevices(told.sessions);
  };
  const end = async (id: string) => {
    const told = await desk.attempt(() => call("DELETE", `/v1/desk/sessions/${id}`));
    // Gone already is what was wanted.
    if (typeof told !== "string" || told === "not_found") await load();
    else setFailed(true);
  };
  useEffect(() => {
    load();
  }, []);
  return (
    <section class="card" aria-labelledby="devices">
      <h2 id="devices">{words.t("desk_devices")}</h2>
      <p class="muted">{words.t("desk_devices_text")}</p>
      <p role="alert">{failed && words.t("desk_not_now")}</p>
      <ul class="devices">
        {(devices ?? []).map((one) => (
          <OneDevice key={one.id} device={one} words={words} end={() => end(one.id)} />
        ))}
      </ul>
    </section>
  );
}

function OneDevice({ device, words, end }: { device: Device; words: Words; end: () => void }): JSX.Element {
  const name = device.label || words.t("desk_device_unknown");
  const seen = { when: `${words.day(device.seen, Date.now())} ${words.time(device.seen)}` };
  return (
    <li class="device">
      <div>
        <bdi>{name}</bdi>
        <p class="muted">
          {device.current ? words.t("desk_device_here") : words.t("desk_device_seen", seen)}
        </p>
      </div>
      {!device.current && (
        <button
          type="button"
          class="secondary"
          aria-label={words.t("desk_device_out", { name })}
          onClick={end}
        >
          {words.t("desk_sign_out")}
        </button>
      )}
    </li>
  );
}
