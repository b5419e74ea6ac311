/**
 * AWS Secrets Manager's protocol (JSON 1.1) over Cairn's secrets, so that the tools which people
 * have work unchanged: which requests are understood, who signed them, how answers and errors look.
 * Reads only; decides nothing about secrets. Must not know of a real account in AWS: that is a
 * provider's. Begin with {@link dev.cairn.web.aws.SecretsManager}; what AWS does comes from its API
 * reference, version 2017-10-17.
 */
@NullMarked
package dev.cairn.web.aws;

import org.jspecify.annotations.NullMarked;
