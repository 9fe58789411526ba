// Property tests draw the same cases every time, so that a change is judged by what it changes. Other cases:
// TESSERA_PROPERTY_SEED=7 npm run check.
import { configureGlobal } from 'fast-check';

configureGlobal({ seed: Number(process.env.TESSERA_PROPERTY_SEED ?? 1) });
