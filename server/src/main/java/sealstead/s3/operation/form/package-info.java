/// Uploads by an HTML form: the form's fields stand for headers, and its policy for the signature.
@NullMarked
package sealstead.s3.operation.form;

import org.jspecify.annotations.NullMarked;
