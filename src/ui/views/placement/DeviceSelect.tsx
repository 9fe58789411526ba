// A choice of a device, with what each has to do.

import { formatBytes, formatMilliseconds } from '../../../base/format';
import type { Evaluation } from '../../../sharding/editing/evaluation';
import tools from './tools.module.css';

interface DeviceSelectProps {
  title: string;
  devices: readonly number[];
  evaluation: Evaluation;
  onChoose(device: number): void;
}

export const DeviceSelect = ({ title, devices, evaluation, onChoose }: DeviceSelectProps) => (
  <label>
    {title}
    <select
      className={tools.select}
      value=""
      disabled={!devices.length}
      onChange={(event) => onChoose(Number(event.target.value))}
    >
      <option value="">{devices.length ? 'device…' : 'no device'}</option>
      {devices.map((device) => {
        const { total, free } = evaluation.devices[device];
        const room = free.hbm < 0 ? `over by ${formatBytes(-free.hbm)}` : `${formatBytes(free.hbm)} free`;
        return (
          <option key={device} value={device}>
            {device}: {formatMilliseconds(total)}, {room}
          </option>
        );
      })}
    </select>
  </label>
);
