/** Every enum integer of the wire, by name. Sources: contract/wire.md section 6.x, contract/behaviour.md. */

/** Lists of /Lookup. Those below 100 are numbered as HaloPSA's clients expect, the rest are ours. */
export const lookupLists = {
  loginTest: 11,
  chargeRates: 17,
  appointmentTypes: 63,
  ticketTypes: 101,
  ticketStatuses: 102,
  ticketPriorities: 103,
  appointmentStatuses: 104,
  openAppointmentStatuses: 105,
  appointmentLocations: 106,
  assetTypes: 107,
  shiftTypes: 108,
  holidayTypes: 109,
  completeStatuses: 110,
} as const;

export const ticketType = { incident: 1, change: 2, project: 3, problem: 4 } as const;

export const ticketStatus = {
  new: 1,
  active: 2,
  awaitingUserInfo: 3,
  awaitingProblem: 4,
  awaitingVendor: 5,
  awaitingEvidence: 6,
  resolved: 8,
  closed: 9,
} as const;

export const completeStatus = { open: -1, done: 0, inProgress: 1 } as const;

/** While open; further values by lookup. Only firm rows are busy. */
export const openAppointmentStatus = { firm: 0, tentative: 1, draft: 2 } as const;

/** 0 leaves the agent free; -1, the default, and every other value is busy. */
export const agentStatus = { free: 0, unset: -1 } as const;

export const approvalStatus = { pending: 0, approved: 1, rejected: 2 } as const;

/** What a row of the appointment table is (its generated column `kind`). */
export const appointmentKind = { appointment: 0, task: 1, shift: 2, leave: 3 } as const;

/** `type` of the wire: clients send 5 for a task. */
export const appointmentType = { appointment: 0, task: 5 } as const;

/** filter_type of advanced_search. */
export const filterType = {
  contains: 0,
  doesNotContain: 1,
  equals: 2,
  differs: 3,
  greater: 4,
  less: 5,
  in: 6,
  empty: 7,
  notEmpty: 8,
} as const;
