/** Ids the client makes: 8–64 of [A-Za-z0-9_-], sortable by time. The dice are an argument. */

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** 26 characters: 10 of time, 16 of chance. `bytes` are 16 random bytes. */
export function makeCid(now: number, bytes: Uint8Array): string {
  let time = "";
  let left = Math.max(0, Math.floor(now));
  for (let i = 0; i < 10; i += 1) {
    time = (ALPHABET[left % 32] ?? "0") + time;
    left = Math.floor(left / 32);
  }
  return time + [...bytes.slice(0, 16)].map((byte) => ALPHABET[byte & 31] ?? "0").join("");
}
