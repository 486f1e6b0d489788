package sealstead.kms;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import sealstead.kms.KeyAuthorization.AllowedAccount;
import sealstead.kms.KeyAuthorization.AllowedAlias;
import sealstead.kms.KeyAuthorization.AllowedKey;
import sealstead.kms.KeyAuthorization.AllowedName;

/// One operation of the KMS. It reads what it is asked, then the row's question is put to the policies, and
/// only then it is handed what it works with: it cannot forget to ask.
sealed interface KmsHandler {
    /// One on the account, about no key that is there.
    @FunctionalInterface
    non-sealed interface OnAccount extends KmsHandler {
        Asked<AllowedAccount> read(KmsInput input);
    }

    /// One on the key that `KeyId` names.
    @FunctionalInterface
    non-sealed interface OnKey extends KmsHandler {
        Asked<AllowedKey> read(KmsInput input);
    }

    /// One that makes an alias.
    @FunctionalInterface
    non-sealed interface OnName extends KmsHandler {
        Asked<AllowedName> read(KmsInput input);
    }

    /// One on an alias that is there.
    @FunctionalInterface
    non-sealed interface OnAlias extends KmsHandler {
        Asked<AllowedAlias> read(KmsInput input);
    }

    /// One that has to look at more than its members before it is known which key it is about. It does nothing with a
    /// key without [AllowedKey] either.
    @FunctionalInterface
    non-sealed interface AskingItself extends KmsHandler {
        Optional<ObjectNode> perform(KmsInput input);
    }
}
