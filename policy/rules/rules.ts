import type { Rule } from '../rule';
import { autoscaledReplicas } from './autoscaled-replicas';
import { disruptionBudgets } from './disruption-budgets';
import { evidence } from './evidence';
import { freeze } from './freeze';
import { gatesOn } from './gates-on';
import { hold } from './hold';
import { imageTags } from './image-tags';
import { maximumStep } from './maximum-step';
import { overrides } from './overrides';
import { phaseOrder } from './phase-order';
import { plainSecrets } from './plain-secrets';
import { probes } from './probes';
import { publicServices } from './public-services';
import { rateLimit } from './rate-limit';
import { resourceLimits } from './resource-limits';
import { restrictedPods } from './restricted-pods';
import { soak } from './soak';
import { stepOrder } from './step-order';
import { tls } from './tls';
import { v1Removal } from './v1-removal';

/** All rules of the pack. */
export const RULES: readonly Rule[] = [
  phaseOrder,
  stepOrder,
  maximumStep,
  soak,
  hold,
  evidence,
  freeze,
  v1Removal,
  imageTags,
  resourceLimits,
  probes,
  restrictedPods,
  publicServices,
  tls,
  rateLimit,
  gatesOn,
  autoscaledReplicas,
  disruptionBudgets,
  plainSecrets,
  overrides,
];
