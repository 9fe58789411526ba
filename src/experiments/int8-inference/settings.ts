// How the settings of this experiment and those of the network's own stand for each other. Apart from what builds
// networks, so that a page can show settings without loading it.

import { type Config, type ConfigOf, defaultsOf } from '../schema';
import { schema as resnetSchema } from '../train-resnet/schema';
import { schema as vitSchema } from '../train-vit/schema';
import { schema } from './schema';

export type Int8Settings = ConfigOf<typeof schema>;
type Network = Int8Settings['network'];

/** Settings whose 0 leaves the choice to the network's experiment. */
const left: readonly string[] = ['depth', 'width', 'epochs', 'batch', 'learningRate'];

const ownSchema = (network: Network) => (network === 'resnet' ? resnetSchema : vitSchema);

/**
 * All settings of the network's own experiment: those of a checkpoint of it, or its defaults, and what this one says
 * to them.
 */
export function ownSettings(config: Int8Settings, adopted?: Config): Config {
  const own = ownSchema(config.network);
  const said = Object.entries(config).filter(
    ([key, value]) => key in own.entries && !(left.includes(key) && value === 0),
  );
  return { ...(adopted ?? defaultsOf(own)), ...Object.fromEntries(said) };
}

/** What of the settings of a network's own experiment differs from its defaults and is a setting here. */
export function adoptedSettings(network: Network, config: Config): Config {
  const own = defaultsOf(ownSchema(network));
  const shared = Object.entries(config).filter(([key, value]) => key in schema.entries && value !== own[key]);
  return { network, ...Object.fromEntries(shared) };
}
