// Text inside XML and HTML.

/** Text as it stands between tags and within double quotes: markup in it loses its meaning. */
export const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
