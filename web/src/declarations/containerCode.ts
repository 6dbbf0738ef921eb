// ISO 6346 annex A: letters count from 10 and leave out the multiples of 11.
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const VALUES = new Map<string, number>();
for (let value = 10, index = 0; index < LETTERS.length; value++) {
  if (value % 11) VALUES.set(LETTERS[index++]!, value);
}

/** The check digit that belongs to the first ten characters. */
export function checkDigit(ownerAndSerial: string): number {
  let sum = 0;
  for (const [place, sign] of [...ownerAndSerial].entries()) {
    sum += (VALUES.get(sign) ?? Number(sign)) * 2 ** place;
  }
  return (sum % 11) % 10;
}

export type Reading =
  | { state: "blank" | "good" }
  /** Not yet eleven characters; the check digit is told as soon as ten are there. */
  | { state: "partial"; digit: number | null }
  | { state: "malformed" }
  | { state: "wrong_digit"; digit: number };

/** What can be said of a container number while somebody types it. */
export function readContainerNumber(text: string): Reading {
  const number = text.replace(/[\s-]+/g, "").toUpperCase();
  if (!number) return { state: "blank" };
  const pattern = "LLLCDDDDDDD";
  const fits = [...number].every((sign, index) => {
    const wanted = pattern[index];
    if (wanted === "L") return /[A-Z]/.test(sign);
    if (wanted === "C") return /[UJZ]/.test(sign);
    return wanted === "D" && /\d/.test(sign);
  });
  if (!fits) return { state: "malformed" };
  if (number.length < 10) return { state: "partial", digit: null };
  const digit = checkDigit(number.slice(0, 10));
  if (number.length === 10) return { state: "partial", digit };
  return Number(number[10]) === digit ? { state: "good" } : { state: "wrong_digit", digit };
}
