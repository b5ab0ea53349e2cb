-- SPDX-License-Identifier: Apache-2.0
--
-- A batch that was halved while its run was ended could be left behind as pending, with its keys.

update retentiond.batch b set state = 'abandoned', keys = null
from retentiond.run r
where r.run = b.run and b.state = 'pending' and r.state in ('finished', 'superseded', 'cancelled', 'failed');
