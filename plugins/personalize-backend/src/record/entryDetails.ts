import { JsonObject } from '@backstage/types';
import {
  RequestedAccess,
  HolderRef,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { z } from 'zod/v3';

/* The details of entries about a set-up. Names only the fields that decide
   something; the ledger also keeps the rest. */

const json = z.custom<JsonObject>(
  value => typeof value === 'object' && value !== null,
);

const holders = z
  .array(z.custom<HolderRef>(value => typeof value === 'object'))
  .default([]);

/** Entries of format 1 lack the role's name in its original case, the holders and the request. */
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
  /** For a role that was reserved for its last owner. */
  roleId: z.string().optional(),
});
export type RegisteredDetails = z.input<typeof registeredDetails>;

export const transferredDetails = z.object({
  name: z.string(),
  to: z.string(),
});

/** A role without a set-up, or more holders for a claimed role. */
export const claimedDetails = z.object({
  owner: z.string(),
  name: z.string(),
  roleName: z.string(),
  holders,
  /** For a role that was reserved for its last owner. */
  roleId: z.string().optional(),
  /**
   * The details of a registered set-up that were only in the old version's row,
   * in no entry.
   */
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

/** An accepted finding; the entry has the person and the time. */
export const acceptedDetails = z.object({
  /** The finding's id. */
  id: z.string(),
  fingerprint: z.string(),
  reason: z.string(),
  /** Whether it opens more than requested; undefined if an old version didn't ask. */
  widens: z.boolean().optional(),
  /** ISO 8601, UTC: when it expires. */
  until: z.string(),
});

/** The names of roles of revoked set-ups in their original case, by the set-up's lower-case name. */
export const migratedDetails = z.object({ roleNames: z.record(z.string()) });
