import { JsonObject } from '@backstage/types';
import {
  RequestedAccess,
  HolderRef,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { z } from 'zod/v3';

/*
 * What the details of entries about a set-up say. Only the fields that decide
 * something are named; the ledger keeps the rest, too.
 */

const json = z.custom<JsonObject>(
  value => typeof value === 'object' && value !== null,
);

const holders = z
  .array(z.custom<HolderRef>(value => typeof value === 'object'))
  .default([]);

/** Entries of format 1 lack the role's name as spelled, the holders and the request. */
export const registeredDetails = z.object({
  name: z.string(),
  title: z.string().optional(),
  description: z.string().optional(),
  owner: z.string(),
  system: z.string().optional(),
  region: z.string(),
  rolePath: z.string(),
  roleName: z.string().optional(),
  holders,
  requested: json.optional(),
  /** Of a role that was reserved for its last owner. */
  roleId: z.string().optional(),
});
export type RegisteredDetails = z.input<typeof registeredDetails>;

export const transferredDetails = z.object({
  name: z.string(),
  to: z.string(),
});

/** A role without a set-up, or more holders for a role that is claimed. */
export const claimedDetails = z.object({
  owner: z.string(),
  name: z.string(),
  roleName: z.string(),
  holders,
  /** Of a role that was reserved for its last owner. */
  roleId: z.string().optional(),
  /** What the row of the former version said of a registered set-up, and no entry did. */
  migrated: z.object({ requestedBy: z.string() }).optional(),
});
export type ClaimedDetails = z.input<typeof claimedDetails>;

export const revokedDetails = z.object({
  kept: z.array(z.object({ resource: z.string() })).default([]),
});

export const askedDetails = z.object({
  region: z.string(),
  asked: z.custom<RequestedAccess>(value => typeof value === 'object'),
  roleId: z.string().optional(),
});

/** A finding that somebody may live with; the entry tells who and when. */
export const acceptedDetails = z.object({
  /** Of the finding. */
  id: z.string(),
  fingerprint: z.string(),
  reason: z.string(),
  /** Whether it opens more than was asked for; absent where a former version didn't ask. */
  widens: z.boolean().optional(),
  /** ISO 8601, UTC: it lapses then. */
  until: z.string(),
});

/** The names of roles of revoked set-ups as spelled, by the set-up's name in lower case. */
export const migratedDetails = z.object({ roleNames: z.record(z.string()) });
