/**
 * Edits of files that rootlessctl owns only in part: daemon.json, a drop-in, an environment file, a shell start-up file.
 *
 * <p>A value here is the whole text of such a file. Reading one gives its fields in a normal form, so that formatting
 * is never a difference; an edit gives a new value whose text differs in the one field only. What is not understood is
 * a {@link MalformedTextException} and is left alone. A field that was not there, put in and taken out again, leaves
 * the text as it was.
 *
 * <p>Knows texts and no host: nothing here reads or writes a file.
 */
package io.rootlessctl.edit;
