import type { WorkOrder } from '@farm/shared/wire';
import type { Outcome } from '../executor/attempt-runner.js';

/** What an order is called. */
export const nameOf = (order: WorkOrder): string => {
  if ('scene' in order) return order.scene.name;
  return order.kind === 'deliver' ? order.file.fileName : order.name;
};

/** What an attempt is to do, as the first line of its log. The number of the attempt is not known here. */
export function firstLine(order: WorkOrder): string {
  const frames = 'range' in order ? `, frames ${order.range.from} to ${order.range.to - 1}` : '';
  return `${order.kind} on ${order.engine}: ${nameOf(order)}${frames}`;
}

/** How an attempt ended, as the last lines of its log. */
export function lastLines(outcome: Outcome): string[] {
  switch (outcome.kind) {
    case 'done':
      return ['the attempt ended well'];
    case 'dropped':
      return ['the attempt was stopped: its lease is gone'];
    case 'failed': {
      const { code, message, details } = outcome.failure;
      const error = details?.['error'];
      return [
        ...(typeof error === 'string' ? [`error: ${error}`] : []),
        `the attempt failed: ${code}: ${message}`,
      ];
    }
  }
}
