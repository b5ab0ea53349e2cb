-- SPDX-License-Identifier: Apache-2.0
\set id random(1, :persons)
update person set phone = '+31 20 ' || :id where id = :id;
