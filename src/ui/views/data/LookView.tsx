// What a data set holds: counts, the balance of its classes or clicks, how often ids occur, and some of it.

import { formatNumber } from '../../../base/format';
import type { ClickSummary, ImageSummary, Look } from '../../../lab/dataProtocol';
import { Provenance } from '../train/Card';
import { BarChart } from './BarChart';
import styles from './DatasetsView.module.css';
import { ImageGrid } from './ImageGrid';
import { RowsTable } from './RowsTable';
import { TablesView } from './TablesView';

export function LookView({ look }: { look: Look }) {
  const { summary } = look;
  const counted = countedOver(look);
  return summary.kind === 'image' ? (
    <ImageLook summary={summary} counted={counted} />
  ) : (
    <ClickLook summary={summary} looked={look.looked} counted={counted} />
  );
}

/** Which rows the numbers are about. */
function countedOver({ summary, looked, whole }: Look): string {
  const things = summary.kind === 'image' ? 'images' : 'impressions';
  return whole
    ? `counted over all ${formatNumber(looked)} ${things}`
    : `counted over the first ${formatNumber(looked)} ${things}, a sample`;
}

function ImageLook({ summary, counted }: { summary: ImageSummary; counted: string }) {
  const { count, height, width, channels, classNames, classCounts, samples } = summary;
  const most = Math.max(...classCounts);
  const least = Math.min(...classCounts);
  return (
    <>
      <p className={styles.facts}>
        <b>{formatNumber(count)}</b> images of {height}×{width},{' '}
        {channels === 1 ? 'grey' : `${channels} channels`}, in <b>{classNames.length}</b> classes{' '}
        <Provenance kind="measured" /> <small>{counted}</small>
      </p>
      <ImageGrid samples={samples} height={height} width={width} classNames={classNames} />
      <BarChart
        title="Class balance"
        names={classNames}
        counts={classCounts}
        unit="images"
        summary={`${classNames.length} classes of ${formatNumber(least)} to ${formatNumber(most)} images; ${counted}.`}
      />
    </>
  );
}

interface ClickLookProps {
  summary: ClickSummary;
  looked: number;
  counted: string;
}

function ClickLook({ summary, looked, counted }: ClickLookProps) {
  const { count, clicked, numbers, tables, periods, bestNormalizedEntropy } = summary;
  const share = (100 * clicked) / looked;
  return (
    <>
      <p className={styles.facts}>
        <b>{formatNumber(count)}</b> impressions with {counts(numbers.length, 'number')} and ids of{' '}
        {counts(tables.length, 'table')}, <b>{formatNumber(Number(share.toPrecision(3)))} %</b> clicked{' '}
        <Provenance kind="measured" /> <small>{counted}</small>
      </p>
      {bestNormalizedEntropy !== null && (
        <p className={styles.note}>
          Best possible normalised entropy: {formatNumber(bestNormalizedEntropy)}, from the probabilities that
          these labels were drawn with.
        </p>
      )}
      <RowsTable summary={summary} />
      <TablesView key={tables.map(({ name }) => name).join()} tables={tables} counted={counted} />
      <BarChart
        title="Label balance"
        names={['not clicked', 'clicked']}
        counts={[looked - clicked, clicked]}
        unit="impressions"
        summary={`${formatNumber(clicked)} clicked; ${counted}.`}
      />
      {periods && periods.length > 1 && (
        <BarChart
          title="Impressions by period"
          names={periods.map((_, index) => String(index))}
          counts={periods}
          unit="impressions"
          summary={`${periods.length} periods; ${counted}.`}
        />
      )}
    </>
  );
}

const counts = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`;
