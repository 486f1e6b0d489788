/// Accounts, principals and their access keys: who there is.
@NullMarked
package sealstead.iam;

import org.jspecify.annotations.NullMarked;
