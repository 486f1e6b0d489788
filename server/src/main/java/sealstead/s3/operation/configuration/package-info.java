/// The operations on configurations that are kept as documents. Three serve all of which a bucket has one
/// (`PutConfiguration`, `GetConfiguration`, `DeleteConfiguration`), four those of which it may have many under
/// their ids; each kind says what is its own.
@NullMarked
package sealstead.s3.operation.configuration;

import org.jspecify.annotations.NullMarked;
