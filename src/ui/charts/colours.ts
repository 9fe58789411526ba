// Colours of the theme where CSS does not reach.

/** The colour of a custom property as the canvas understands it. */
export function resolveColour(host: HTMLElement, property: string): string {
  const probe = host.appendChild(document.createElement('i'));
  probe.style.color = `var(${property})`;
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
