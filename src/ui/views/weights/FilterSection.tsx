// The first layer's filters: what the network looks for in the pixels.

import { useMemo, useState } from 'react';
import type { ProbeReport } from '../../../lab/protocol';
import { PictureFigure } from './PictureFigure';
import { everyPicture, meanPictures, rangeOf } from './pictures';
import styles from './weights.module.css';

const COLOURS = ['red', 'green', 'blue'];

export function FilterSection({ filters }: { filters: NonNullable<ProbeReport['filters']> }) {
  const [channel, setChannel] = useState(-1);
  const { pictures, channels, parameter } = filters;
  const at = channel < channels ? channel : -1;
  const shown = useMemo(
    () => (at < 0 ? meanPictures(pictures, channels) : everyPicture(pictures, channels, at)),
    [pictures, channels, at],
  );
  const count = pictures.count / channels;
  const { minimum, maximum } = rangeOf(shown);
  const of = channels === 1 ? '' : at < 0 ? ', mean of the channels' : `, ${nameOf(at, channels)}`;
  return (
    <PictureFigure
      title={`Filters of ${parameter}`}
      summary={`${count} of ${filters.filters} filters of ${pictures.height} × ${pictures.width} pixels${of}: from ${minimum.toFixed(3)} to ${maximum.toFixed(3)}.`}
      pictures={shown}
      nameOf={(picture) => `filter ${picture + 1}`}
      side={60}
      numbered
      tools={
        channels > 1 && (
          <label className={styles.soft}>
            Channel{' '}
            <select value={at} onChange={({ target }) => setChannel(Number(target.value))}>
              <option value={-1}>mean of all</option>
              {Array.from({ length: channels }, (_, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: channels keep their places
                <option key={index} value={index}>
                  {nameOf(index, channels)}
                </option>
              ))}
            </select>
          </label>
        )
      }
    />
  );
}

const nameOf = (channel: number, channels: number): string =>
  channels === 3 ? COLOURS[channel] : `channel ${channel + 1}`;
