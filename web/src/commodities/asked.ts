const WITHOUT_BLANKS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** Whether a text is long enough to be read as goods: three letters, or one sign of a script that writes words in signs. */
export function canBeAsked(text: string): boolean {
  return text.trim().length > 2 || WITHOUT_BLANKS.test(text);
}
