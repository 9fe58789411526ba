// Which key presses mean which command. A key is `KeyboardEvent.key` in lower case, after `mod+` (Ctrl, or ⌘ on
// a Mac) and `shift+` where they are held.

const isMac = /mac|iphone|ipad/i.test(globalThis.navigator?.platform ?? '');

const names: Record<string, string> = { ' ': 'Space', escape: 'Esc' };

/** 'mod+shift+z' → 'Ctrl+Shift+Z', on a Mac '⇧⌘Z'. */
export function keyName(key: string): string {
  const parts = key.split('+');
  const last = parts.at(-1) ?? '';
  const name = names[last] ?? last.toUpperCase();
  const [shift, mod] = [parts.includes('shift'), parts.includes('mod')];
  if (isMac) return `${shift ? '⇧' : ''}${mod ? '⌘' : ''}${name}`;
  return `${mod ? 'Ctrl+' : ''}${shift ? 'Shift+' : ''}${name}`;
}

export type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'target'>;

/** The key of a press in the form above, or undefined where it belongs to the browser or the focused control. */
export function keyOf(event: KeyPress): string | undefined {
  const mod = event.ctrlKey || event.metaKey;
  if (event.altKey) return undefined;
  const key = event.key.toLowerCase();
  const kind = kindOf(event.target as Element | null);
  if (mod) {
    // Inside a text that is no setting, and in one that was refused, undoing is undoing what was typed.
    if (key === 'z' && kind === 'text' && !isSetting(event.target as HTMLInputElement)) return undefined;
    return `mod+${event.shiftKey ? 'shift+' : ''}${key}`;
  }
  if (kind === 'text' || (key === ' ' && kind !== 'other')) return undefined;
  return key;
}

/** Whether a control takes typed text, is pressed with Space, or neither. */
function kindOf(element: Element | null): 'text' | 'pressed' | 'other' {
  const tag = element?.tagName.toLowerCase() ?? '';
  if (tag === 'select' || tag === 'textarea') return 'text';
  if (tag === 'input')
    return ['range', 'checkbox', 'radio'].includes((element as HTMLInputElement).type) ? 'pressed' : 'text';
  return ['button', 'a', 'summary'].includes(tag) ? 'pressed' : 'other';
}

const isSetting = ({ id, ariaInvalid }: HTMLInputElement): boolean =>
  (id ?? '').startsWith('setting-') && ariaInvalid !== 'true';
