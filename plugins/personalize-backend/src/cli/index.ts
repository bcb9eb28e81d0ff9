/**
 * The command that verifies the ledger, without the portal.
 *
 * @packageDocumentation
 */
export { ledgerCommand } from './ledgerCommand';
