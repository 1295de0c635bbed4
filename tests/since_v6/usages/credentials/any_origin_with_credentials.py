# expect: any_origin(credentials=True, refused=(EVIL,))
# warns: allows every site to act and read as the logged-in user
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, supports_credentials=True)
