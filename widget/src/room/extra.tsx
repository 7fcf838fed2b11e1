/** What the room page has besides a room: what drivers and merchants have, who is told when away, what an invitation offers at its end. */
import type { JSX } from "preact";
import { type ExtraParts, useShared } from "../ui/context";

export function Extra(parts: ExtraParts): JSX.Element {
  const { shelf, entered } = useShared();
  const { what, why = "" } = parts;
  const [driver, till] = [shelf.get("driver"), shelf.get("till")];
  const away = what === "dock" && shelf.get("away");
  return (
    <>
      {away && <away.Ask />}
      {driver && <driver.Extra {...parts} />}
      {till && <till.Extra {...parts} />}
      {entered && what === "over" && <entered.Ways why={why} />}
    </>
  );
}
