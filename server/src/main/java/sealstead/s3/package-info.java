/// The S3 REST API's door: its operations as data, routing, errors, and what every operation needs of a request.
@NullMarked
package sealstead.s3;

import org.jspecify.annotations.NullMarked;
