import type { BenchReport } from '../format';
export function htmlReport(report: BenchReport, _before?: BenchReport): string {
  return JSON.stringify(report);
}
