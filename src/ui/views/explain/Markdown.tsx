// The little Markdown that the experiments' own pages use: paragraphs, code blocks, links and code.

import { Fragment, type ReactNode } from 'react';
import styles from './ExplainView.module.css';

/** Leaves out the heading: whoever shows the page gives it one. */
export function Markdown({ text }: { text: string }) {
  const blocks = text.split(/\n{2,}/).filter((block) => block.trim() && !block.startsWith('# '));
  return blocks.map((block) =>
    block.startsWith('```') ? (
      <pre key={block} className={styles.code}>
        {block.replace(/^```\w*\n|\n```\s*$/g, '')}
      </pre>
    ) : (
      <p key={block}>{inline(block)}</p>
    ),
  );
}

const PIECES = /(`[^`]+`|\[[^\]]+\]\([^)\s]+\))/;

function inline(text: string): ReactNode[] {
  return text.split(PIECES).map((piece, index) => {
    const key = `${index} ${piece}`;
    const link = /^\[([^\]]+)\]\((https?:[^)]+)\)$/.exec(piece);
    if (link)
      return (
        <a key={key} href={link[2]} target="_blank" rel="noreferrer">
          {link[1]}
        </a>
      );
    if (piece.startsWith('`')) return <code key={key}>{piece.slice(1, -1)}</code>;
    return <Fragment key={key}>{piece}</Fragment>;
  });
}
