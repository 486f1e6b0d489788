/// Which protection an object gets, with which keys; sealing and opening. Only this room knows both a KMS and a cipher.
@NullMarked
package sealstead.encryption;

import org.jspecify.annotations.NullMarked;
