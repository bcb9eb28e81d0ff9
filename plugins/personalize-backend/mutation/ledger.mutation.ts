// Fast tests come first, because the first failing test ends a mutant.
import '../src/ledger/chain.test';
import '../src/ledger/ledgerConfig.test';
import '../src/ledger/payload.test';
import '../src/ledger/holdings.test';
import '../src/record/writtenDocuments.test';
import '../src/database.test';
import '../src/ledger/sealHead.test';
import '../src/ledger/databaseLedger.test';
import '../src/ledger/verifyLedger.attacks.test';
import '../src/cli/ledgerCommand.test';
import '../src/ledger/verifyLedger.test';
import '../src/ledger/retention.test';
import '../src/ledger/databaseLedger.roleIds.test';
import '../src/ledger/databaseLedger.setupStatements.test';
import '../src/record/record.test';
import '../src/record/signedClaims.test';
