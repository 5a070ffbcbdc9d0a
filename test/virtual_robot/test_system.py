"""The robot as a device."""


async def test_status_says_that_the_robot_is_virtual(program):
    assert await program.ask('request.system.status', request_id='mine') == [
        {'type': 'response.system.status', 'volume': 70, 'virtual': True, 'request_id': 'mine'}
    ]


async def test_status_has_only_the_parts_that_were_asked_for(program):
    assert await program.ask('request.system.status', virtual=False) == [
        {'type': 'response.system.status', 'volume': 70}
    ]
