// The plan that ran last, as far as the open tables are its own.

import { create } from 'zustand';
import type { RanPlan } from '../../sharding/editing/ranPlan';

export const useRan = create<{ ran: RanPlan | null }>()(() => ({ ran: null }));
