/**
 * The script that the worker starts with: it keeps the page's orders while the engine loads. It is this small because
 * bundlers let other parts import from it, and WebKit runs a worker's first script once more when it is imported.
 */
import type { WorkerScope } from './answer-orders.ts';
import type { Order } from './messages.ts';

const scope = globalThis as unknown as WorkerScope;
const early: Order[] = [];
scope.onmessage = ({ data }) => {
  early.push(data);
};
const { answerOrders } = await import('./answer-orders.ts');
answerOrders(scope, early);
