// What stands left of the columns and below them: the names of the lanes, their scales, and the hosts.

import { formatBytes, formatMilliseconds } from '../../../base/format';
import type { BoardColours } from './boardColours';
import { type BoardFrame, GUTTER } from './boardLayout';
import type { BoardScales } from './paintColumn';

const FONT = '11px system-ui, sans-serif';

export function paintGutter(
  context: CanvasRenderingContext2D,
  frame: BoardFrame,
  scales: BoardScales,
  colours: BoardColours,
): void {
  const right = GUTTER - 8;
  context.textBaseline = 'middle';
  const title = (text: string, y: number) => {
    context.font = `600 ${FONT}`;
    context.fillStyle = colours.ink;
    context.textAlign = 'left';
    context.fillText(text, 0, y);
  };
  const tick = (text: string, y: number) => {
    context.font = FONT;
    context.fillStyle = colours.inkSoft;
    context.textAlign = 'right';
    context.fillText(text, right, y);
  };
  const { time, tiles, memory, hosts } = frame;
  title('Time', 7);
  tick(formatMilliseconds(scales.time), time.top + 4);
  tick(formatMilliseconds(scales.time / 2), time.top + time.height / 2);
  tick('0', time.top + time.height - 3);
  title('Shards', tiles.top + 6);
  title('HBM', memory.top - 7);
  tick(formatBytes(scales.memory), memory.top + 5);
  tick('0', memory.top + memory.height - 3);
  if (hosts.height === 0) return;
  context.font = FONT;
  context.textAlign = 'center';
  context.fillStyle = colours.inkSoft;
  context.strokeStyle = colours.line;
  context.lineWidth = 1;
  for (let first = 0; first < frame.devices; first += frame.devicesPerHost) {
    const last = Math.min(frame.devices, first + frame.devicesPerHost) - 1;
    const [from, to] = [frame.lefts[first] + 2, frame.lefts[last] + frame.column - 2];
    const y = hosts.top + 2.5;
    context.beginPath();
    context.moveTo(from, y - 2);
    context.lineTo(from, y);
    context.lineTo(to, y);
    context.lineTo(to, y - 2);
    context.stroke();
    const host = first / frame.devicesPerHost;
    context.fillText(to - from > 44 ? `Host ${host}` : `${host}`, (from + to) / 2, hosts.top + 10);
  }
}
