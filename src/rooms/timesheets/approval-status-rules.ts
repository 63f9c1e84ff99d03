import { approvalStatus } from '../../codes.ts';

/** A pending or approved day is locked. */
export function isLockedStatus(status: number | null): boolean {
  return status === approvalStatus.pending || status === approvalStatus.approved;
}
