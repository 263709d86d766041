import type { Gauge } from 'prom-client';
import type { SlotEngine, Slots, Vitals } from '@farm/shared/wire';
import type { Outcome } from '../executor/attempt-runner.js';

/** What the agent knows of itself at the moment of a scrape. */
export interface AgentFacts {
  connected: boolean;
  state: string;
  slots: Slots;
  /** Engines of the attempts that run. */
  taken: SlotEngine[];
  /** Reports that wait for an answer of the coordinator. */
  unsent: number;
  vitals: Vitals;
}

const STATES = ['starting', 'ready', 'draining', 'stopping'];

type MakeGauge = <L extends string = never>(name: string, help: string, labelNames?: L[]) => Gauge<L>;

/** How the machine feels; what it cannot tell is not shown. */
function vitalsGauges(gauge: MakeGauge): (vitals: Vitals) => void {
  const cpu = gauge('framefarm_agent_cpu_ratio', 'Use of all cores, 0 to 1.');
  const memory = gauge('framefarm_agent_memory_used_bytes', 'Memory of the machine that is in use.');
  const heat = gauge('framefarm_agent_cpu_celsius', 'Temperature of the processor.');
  const gpuUse = gauge('framefarm_agent_gpu_ratio', 'Use of a card, 0 to 1.', ['gpu']);
  const gpuMemory = gauge('framefarm_agent_gpu_memory_used_bytes', 'Memory of a card that is in use.', [
    'gpu',
  ]);
  const gpuHeat = gauge('framefarm_agent_gpu_celsius', 'Temperature of a card.', ['gpu']);
  // Unknown is not 0.
  for (const one of [cpu, memory, heat]) one.remove();
  return (vitals) => {
    if (vitals.cpuPercent !== undefined) cpu.set(vitals.cpuPercent / 100);
    if (vitals.memoryUsedBytes !== undefined) memory.set(vitals.memoryUsedBytes);
    if (vitals.cpuTemperature !== undefined) heat.set(vitals.cpuTemperature);
    (vitals.gpus ?? []).forEach((card, index) => {
      // By its place in the machine: models repeat.
      const gpu = String(index);
      if (card.utilisationPercent !== undefined) gpuUse.set({ gpu }, card.utilisationPercent / 100);
      if (card.memoryUsedBytes !== undefined) gpuMemory.set({ gpu }, card.memoryUsedBytes);
      if (card.temperature !== undefined) gpuHeat.set({ gpu }, card.temperature);
    });
  };
}

/** The metrics of one agent; each stands in docs/operations.md. Loaded only where metrics are on. */
export async function makeMeters() {
  const { collectDefaultMetrics, Counter, Gauge, Registry } = await import('prom-client');
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const gauge = <L extends string = never>(name: string, help: string, labelNames: L[] = []) =>
    new Gauge({ name, help, labelNames, registers });
  const ended = new Counter({
    name: 'framefarm_agent_attempts_ended_total',
    help: 'Attempts that ended on this agent; code is none unless they failed.',
    labelNames: ['outcome', 'code'],
    registers,
  });
  const seconds = new Counter({
    name: 'framefarm_agent_render_seconds_total',
    help: 'Wall seconds of the render steps of attempts that ended well.',
    labelNames: ['engine'],
    registers,
  });
  const connected = gauge('framefarm_agent_connected', '1: the coordinator knows this agent now.');
  const state = gauge('framefarm_agent_state', '1 for the state that the agent is in.', ['state']);
  const slots = gauge('framefarm_agent_slots', 'Slots of this agent.', ['engine']);
  const taken = gauge('framefarm_agent_slots_taken', 'Slots in which an attempt runs.', ['engine']);
  const unsent = gauge(
    'framefarm_agent_reports_unsent',
    'Reports that the coordinator has not answered yet.',
  );
  const setVitals = vitalsGauges(gauge);
  return {
    contentType: registry.contentType,
    ended(outcome: Outcome): void {
      ended.inc({ outcome: outcome.kind, code: outcome.kind === 'failed' ? outcome.failure.code : 'none' });
      if (outcome.kind !== 'done' || !('renderedWith' in outcome.result)) return;
      const { engine, renderSeconds } = outcome.result.renderedWith;
      seconds.inc({ engine }, Math.max(0, renderSeconds));
    },
    /** The text format of Prometheus. */
    text(facts: AgentFacts): Promise<string> {
      connected.set(facts.connected ? 1 : 0);
      for (const one of STATES) state.set({ state: one }, one === facts.state ? 1 : 0);
      for (const { engine, count } of facts.slots) {
        slots.set({ engine }, count);
        taken.set({ engine }, facts.taken.filter((one) => one === engine).length);
      }
      unsent.set(facts.unsent);
      setVitals(facts.vitals);
      return registry.metrics();
    },
  };
}

export type AgentMeters = Awaited<ReturnType<typeof makeMeters>>;
