// An adapter in a few words.

/** The part of an adapter's description that names it. */
export interface NamedAdapter {
  vendor: string;
  architecture: string;
  description: string;
  software: boolean;
}

/** `nvidia ada-lovelace`, `google swiftshader (software)`. */
export function adapterText({ vendor, architecture, description, software }: NamedAdapter): string {
  const name = [vendor, architecture].filter(Boolean).join(' ') || description || 'unnamed';
  return software ? `${name} (software)` : name;
}
