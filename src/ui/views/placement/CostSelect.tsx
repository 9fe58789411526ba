// By which model everything in the panel is judged.

import { aboutCost } from '../../../sharding/editing/givenCost';
import { judgeBy, usePlaced } from '../../state/placement';
import { costNames, identityOf, useCosts } from '../../state/placementCosts';
import tools from './tools.module.css';

export function CostSelect() {
  const cost = usePlaced((state) => state.cost);
  const costs = useCosts((state) => state.costs);
  const names = costNames(costs);
  return (
    <select
      className={tools.select}
      aria-label="Cost model"
      title={aboutCost(cost).about}
      value={costs.indexOf(cost)}
      onChange={(event) => judgeBy(costs[Number(event.target.value)])}
    >
      {costs.map((one, index) => (
        <option key={identityOf(one)} value={index}>
          {names[index]}
        </option>
      ))}
    </select>
  );
}
