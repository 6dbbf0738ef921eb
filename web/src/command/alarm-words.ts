import { word } from "../i18n/i18n.svelte";
import type { AlarmState, Outcome, Severity } from "../live/types";

/** Codes of the server in words; a code that we do not know yet is shown as it came. */
export const ruleWord = (rule: string): string => word(`alarm.rule.${rule}`, rule);
export const actionWord = (action: string): string => word(`alarm.action.${action}`, action);
export const severityWord = (severity: Severity): string => word(`alarm.severity.${severity}`, severity);
export const stateWord = (state: AlarmState): string => word(`alarm.state.${state}`, state);
export const outcomeWord = (outcome: Outcome): string => word(`alarm.outcome.${outcome}`, outcome);
export const journeyWord = (state: string): string => word(`journey.state.${state}`, state);
