const NAMES: Record<string, string> = {
  $mod: "Ctrl",
  Shift: "⇧",
  Enter: "↵",
  Escape: "Esc",
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  Space: "␣",
};

/** How a binding is printed: `Shift+?` → ["?"], `$mod+Enter` → ["Ctrl", "↵"], `g h` → ["g", "h"]. */
export function keyNames(binding: string): string[] {
  return binding.split(" ").flatMap((press) => {
    const parts = press.split(/\b\+/);
    // Whoever types a question mark holds Shift anyway.
    const shown =
      parts.length === 2 && parts[0] === "Shift" && !/^\w/.test(parts[1]!) ? parts.slice(1) : parts;
    return shown.map((part) => NAMES[part] ?? part.replace(/^(Key|Digit)/, ""));
  });
}
