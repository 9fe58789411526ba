// Parts of the page that are loaded when they are first shown. One that cannot be loaded, or that stops over an
// error, says so in its place and can be tried again; the rest of the page goes on.

import { Component, type ComponentType, lazy, type ReactNode, useState } from 'react';
import { fetchFailedStyles } from './failedStyles';

export interface TroubleProps {
  error: unknown;
  retry(): void;
}

/** A part of the page, to be put inside `Suspense`, and what stands in its place when it fails. */
export function loadable<Props extends object>(
  load: () => Promise<{ default: ComponentType<Props> }>,
  Trouble: ComponentType<TroubleProps>,
): ComponentType<Props> {
  let latest = lazy(load);
  // React remembers what failed to load: whoever shows it next gets a part that has not been tried.
  const renew = () => {
    latest = lazy(() => fetchFailedStyles().then(load));
  };
  return function Loadable(props: Props) {
    // Another key makes another boundary, one that has caught nothing.
    const [{ Part, tries }, setTried] = useState({ Part: latest, tries: 0 });
    const retry = () => setTried({ Part: latest, tries: tries + 1 });
    return (
      <Boundary key={tries} caught={renew} trouble={(error) => <Trouble error={error} retry={retry} />}>
        <Part {...props} />
      </Boundary>
    );
  };
}

interface BoundaryProps {
  caught(): void;
  trouble(error: unknown): ReactNode;
  children: ReactNode;
}

class Boundary extends Component<BoundaryProps, { failure: { error: unknown } | null }> {
  override state = { failure: null as { error: unknown } | null };

  static getDerivedStateFromError(error: unknown) {
    return { failure: { error } };
  }

  override componentDidCatch(): void {
    this.props.caught();
  }

  override render(): ReactNode {
    const { failure } = this.state;
    return failure ? this.props.trouble(failure.error) : this.props.children;
  }
}
