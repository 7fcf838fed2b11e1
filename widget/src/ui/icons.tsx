/** The few pictures that are not role shapes. All are decoration; the button around them has a name. */
import type { JSX } from "preact";

const PATHS = {
  send: "M12 19V5.5M5.5 11.5 12 5l6.5 6.5",
  close: "M6 6l12 12M18 6 6 18",
  back: "M14.5 5.5 8 12l6.5 6.5",
  down: "M12 5v14M5.5 12.5 12 19l6.5-6.5",
  more: "M6 12h.01M12 12h.01M18 12h.01",
  phone:
    "M6 4h3.5L11 8 9 9.5a12 12 0 0 0 5.5 5.5l1.5-2 4 1.5V18a2 2 0 0 1-2 2A16 16 0 0 1 4 6a2 2 0 0 1 2-2Z",
  pin: "M12 21s6-6 6-11a6 6 0 0 0-12 0c0 5 6 11 6 11Zm0-11h.01",
  help: "M9.2 9.2a2.9 2.9 0 1 1 4.3 2.6c-.9.5-1.5 1.1-1.5 2.2M12 17.2h.01M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z",
  clip: "m8 13 6.5-6.5a2.5 2.5 0 0 1 3.6 3.6l-8 8a4.5 4.5 0 0 1-6.4-6.4L11 4.5",
  link: "M14 5h5v5M19 5l-8 8M10 6H6a1 1 0 0 0-1 1v11a1 1 0 0 0 1 1h11a1 1 0 0 0 1-1v-4",
} as const;

export function Icon({ name }: { name: keyof typeof PATHS }): JSX.Element {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The button that ends what it stands in: a sheet, a draft, the widget. */
export function CloseButton({ label, act }: { label: string; act: () => void }): JSX.Element {
  return (
    <button type="button" class="icon-button" aria-label={label} onClick={() => act()}>
      <Icon name="close" />
    </button>
  );
}

export function BackButton({ label, act }: { label: string; act: () => void }): JSX.Element {
  return (
    <button type="button" class="icon-button back-button" aria-label={label} onClick={() => act()}>
      <Icon name="back" />
    </button>
  );
}
