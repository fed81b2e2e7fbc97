/**
 * The life of a version that is not desired any more: wait until nothing needs it, then take it away.
 * The first rule that matches decides; what the status shows of it is in the rule, too.
 */
import type { OldVersionRule } from './old-version-rule';
import { RULES_REGISTERED } from './rules-registered';
import { RULES_UNREGISTERED } from './rules-unregistered';
import { RULES_WHATEVER_ADMIN } from './rules-whatever-admin';

export const OLD_VERSION_RULES: readonly OldVersionRule[] = [
  ...RULES_WHATEVER_ADMIN,
  ...RULES_UNREGISTERED,
  ...RULES_REGISTERED,
];
